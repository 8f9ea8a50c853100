"""Views of the phone desk."""
