"""The parts of the editor that everybody needs: the description, the system prompt, and what a person enters."""

from app.domain.preset import Preset, PresetKind
from app.ui.presets.costs import Costs
from app.ui.presets.fields import Lines
from app.ui.presets.section import Labelled, Section
from app.ui.presets.variables import VariableTable
from app.ui.theme.look import Look
from app.words.catalog import _
from app.words.numbers import count
from app.words.numbers import tokens as in_tokens


class Texts(Section):
    def __init__(self) -> None:
        super().__init__()
        self._description = Lines(_("Description"), hint=_("What it is for, in a sentence"), most=3)
        self._description.setObjectName("description")
        self._description.document().setDocumentMargin(0)
        self._system = Lines(
            _("System prompt"), hint=_("What the model is told before everything else"), least=2, most=14
        )
        self._template = Lines(_("Question"), hint="{{text}}", most=10)
        self._system_part = Labelled(_("System prompt"), self._system)
        self._template_part = Labelled(_("Question"), self._template)
        self._variables = VariableTable()
        self._description.edited.connect(lambda text: self.put("description", text))
        self._system.edited.connect(lambda text: self.put("system", text))
        self._template.edited.connect(lambda text: self.put("template", text))
        self._variables.changed.connect(lambda variables: self.put("variables", variables))
        for part in (self._description, self._system_part, self._template_part, self._variables):
            self.column.addWidget(part)
        self.show_costs(Costs())

    def show_preset(self, preset: Preset) -> None:
        super().show_preset(preset)
        self._description.show_text(preset.description)
        self._system.show_text(preset.system)
        self._template.show_text(preset.template)
        self._variables.show_preset(preset)
        words = _("System prompt") if preset.kind is PresetKind.CHAT else _("What the text begins with")
        self._system.setAccessibleName(words)

    def show_costs(self, costs: Costs) -> None:
        too_long = _("{count} characters: too long to be changed here, open the file")
        said = [in_tokens(costs.system)] if costs.system else []
        if self._system.is_cut:
            said.append(too_long.format(count=count(len(self._system.text))))
        self._system_part.show_remark(" · ".join(said))
        self._template_part.show_remark(_("{{text}} and other names in double braces are filled in"))

    def dress(self, look: Look) -> None:
        super().dress(look)
        self._variables.dress(look)
