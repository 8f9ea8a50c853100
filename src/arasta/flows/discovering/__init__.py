"""Learn from sales and stock what helps shoppers find things."""
