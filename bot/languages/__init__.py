"""What a customer reads of a survey, one file a language. All have the same keys."""
