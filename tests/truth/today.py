"""The seed of what is drawn anew each day."""

from __future__ import annotations

import datetime as dt
import os

SEED = int(os.environ.get("ADAPTERLINT_SEED") or dt.datetime.now(tz=dt.timezone.utc).date().toordinal())
