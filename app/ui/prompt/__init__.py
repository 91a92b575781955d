"""What the model really receives, token by token, and how sure it was of every token that it wrote."""
