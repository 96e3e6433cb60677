"""The errors of the assistant.

    AssistantError
    ├── SettingsError       a setting is missing, unreadable or contradicts another
    ├── ModelError          the embedding model cannot be unpacked or loaded
    ├── IndexNotFoundError  no index has been published where one was looked for
    ├── IndexMismatchError  the index was made by another model or format, or for a server that is not set
    ├── IndexDamagedError   the index exists but its files do not agree
    ├── VectorServerError   the Chroma server does not answer, or lacks the vectors of an index
    ├── IngestError         a corpus, a catalogue or a file cannot be used
    ├── ActionEditError     a change of an action cannot be taken or kept
    ├── SignInError         somebody cannot be let in to the staff pages
    ├── QuestionError       the question cannot be taken as it is
    └── RegisterError       the Info-doc register cannot be read or written
        └── ConflictError   somebody else changed the same record in between

Every message is one French sentence or two: what happened, where, and what to do.
"""


class AssistantError(Exception):
    """Base class; ``str(error)`` can be shown to a user as it is."""


class SettingsError(AssistantError):
    """A setting is missing, unreadable or contradicts another."""


class ModelError(AssistantError):
    """The embedding model cannot be unpacked or loaded."""


class IndexNotFoundError(AssistantError):
    """No index has been published where one was looked for."""


class IndexMismatchError(AssistantError):
    """The index was made by another model or in another format, or for a server that is not set."""


class IndexDamagedError(AssistantError):
    """The index exists but its files do not agree."""


class VectorServerError(AssistantError):
    """The Chroma server does not answer, or lacks the vectors of an index."""


class IngestError(AssistantError):
    """A corpus, a catalogue or a file cannot be used."""


class ActionEditError(AssistantError):
    """A change of an action cannot be taken or kept."""


class SignInError(AssistantError):
    """Somebody cannot be let in to the staff pages."""


class QuestionError(AssistantError):
    """The question cannot be taken as it is (empty or too long)."""


class RegisterError(AssistantError):
    """The Info-doc register cannot be read or written, or a value is not one that it takes."""


class ConflictError(RegisterError):
    """Somebody else changed the same record in between."""
