"""One page per question a person asks. Code that two pages need belongs in `components/`."""
