"""What a page of the test harness shows."""

from collections.abc import Callable

from streamlit.testing.v1 import AppTest

OpenPage = Callable[..., AppTest]


def shown(app: AppTest) -> str:
    """All the HTML that a page shows, with plain spaces."""
    return " ".join(element.body for element in app.html).replace("\u00a0", " ")


def said(app: AppTest) -> str:
    """All the messages that a page shows."""
    messages = [*app.error, *app.warning, *app.info, *app.success]
    return " ".join(str(m.value) for m in messages).replace("\\", "").replace("\u00a0", " ")
