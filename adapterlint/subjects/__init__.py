"""What rules judge: the kinds of facts that a sheet can name in `reads`.

A subject offers names to conditions and messages. A name is looked up in the subject and then in
the configuration that it is about; what the script does not show is `UNDETERMINED`.
"""

from adapterlint.subjects.subject import Context, Subject
from adapterlint.subjects.survey import survey

__all__ = ["Context", "Subject", "survey"]
