"""The network as it is set now: whoever is about to reach out asks here, so that a change counts at once."""

from collections.abc import Mapping
from dataclasses import replace

from app.domain import settings
from app.library.network.network import Network, is_official, network_of
from app.library.network.token import Tokens


class Switch:
    """Call it for the Network of now. offline is the command line's wish, which no setting overrules."""

    def __init__(
        self, chosen: settings.Network, tokens: Tokens, environment: Mapping[str, str], *, offline: bool = False
    ) -> None:
        self.chosen = chosen
        self._tokens = tokens
        self._environment = environment
        self._offline = offline

    def __call__(self) -> Network:
        """The token may take a moment, if the system asks the person to unlock the keyring: so only if it is of use."""
        network = self.without_token()
        if network.offline or not is_official(network.endpoint):
            return network
        return replace(network, token=self._tokens.read())

    def without_token(self) -> Network:
        """For whoever is not to have it."""
        return network_of(self.chosen, self._environment, offline=self._offline)
