"""How each web shop looks and speaks, and at which address it answers.

Words: a *brand kit* is a name, a logo, four colors, two fonts, a tone of voice, pictures, and in every language the
lines that appear on shop, checkout, kiosk, e-mail and paper. A *web shop* is a channel that wears a kit and answers at
hosts; one of them also answers wherever no other does.

Invariants
- A host leads to one web shop; a channel is at most one web shop; at most one web shop is the general one.
- What is kept is what the retailer chose. What pages use is computed from it: every color that carries words reaches
  4.5 : 1 against everything it lies on (WCAG 2.2 AA), every border of a control 3 : 1, in light and in dark.
- A kit's stylesheet bears a word that changes with its content, so a browser may keep it for good.
- Pictures are drawn anew when they come in: nothing but pixels is kept of a file.
"""
