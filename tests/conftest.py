"""What holds for all tests."""

import signal


def pytest_configure():
    """Heed interrupts: a shell that starts something in the background has them ignored, also in what that starts."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
