"""Commands of payments: `payments` prepares, records answers and voids; `money` records what was taken and given back."""
