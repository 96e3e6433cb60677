"""From a document to sections, passages and sentences, each with its exact quote."""
