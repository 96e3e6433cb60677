"""The Info-doc desk: register of requests, sourced drafts, exports, yearly figures."""
