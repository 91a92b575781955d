"""How Maru looks: colours, sizes and fonts, the only place where any of them is written down."""
