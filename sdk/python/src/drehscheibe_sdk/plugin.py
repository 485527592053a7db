"""What a plugin is made of."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, ClassVar

from .contract import Delivery, Envelope, Receipt, Recognition, Submission
from .document import Raw, Reader
from .findings import Findings
from .outputs import Outputs
from .shape import Shape, shape_of

_WORLDS = {"validate": "validator", "transform": "transformer", "recognise": "recogniser", "deliver": "adapter"}


class Plugin:
    """Derive from it, override one or more of `validate`, `transform`, `recognise`, `deliver`, and make one
    object named `plugin` in the plugin's module."""

    #: JSON Schema (2020-12) of the settings, titles and descriptions in German: JSON text or a dict.
    settings_schema: ClassVar[str | dict[str, Any]]
    #: A dataclass by which they are read; without it, they come as parsed.
    settings: ClassVar[type | None] = None
    #: How a submission's document is read: `Json(Registration)`, `Xml()` or `Raw()`.
    document: ClassVar[Reader] = Raw()

    def check_settings(self, settings: Any, findings: Findings) -> None:
        """What the schema cannot say."""

    def validate(self, input: Submission[Any], settings: Any, findings: Findings) -> None:
        """Adds all findings on a submission, never only the first."""
        raise NotImplementedError

    def transform(self, input: Submission[Any], settings: Any, outputs: Outputs) -> None:
        """Adds one output for each recipient; none is a legal result."""
        raise NotImplementedError

    def recognise(self, envelope: Envelope, settings: Any) -> Recognition | None:
        """A recognition without any field means "not mine"."""
        raise NotImplementedError

    def deliver(self, delivery: Delivery, settings: Any) -> Receipt | None:
        """Called again with the same `delivery_id` after a transient failure."""
        raise NotImplementedError

    def warm_up(self) -> Iterable[Submission[Any] | Envelope | Delivery]:
        """Examples on which the plugin is tried out when it is built; what was done then need not be done in
        each call, which halves its time. Install a `test.Host` with settings first; texts come from `test.submission`
        and the like. What a call leaves in a module's variables stays there, so leave nothing."""
        return ()

    @property
    def worlds(self) -> list[str]:
        """The worlds it has overridden a function of."""
        return [world for name, world in _WORLDS.items() if getattr(type(self), name) is not getattr(Plugin, name)]

    def schema_text(self) -> str:
        """The schema as JSON text."""
        schema = self.settings_schema
        return schema if isinstance(schema, str) else json.dumps(schema, ensure_ascii=False)

    def settings_shape(self) -> Shape | None:
        """How settings are read; unknown names are refused."""
        kind = type(self).settings
        return None if kind is None else shape_of(kind, closed=True)
