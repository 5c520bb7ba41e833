def features(text):
    """What a rule may ask about an input, as numbers."""
    return {
        "characters": len(text),
        "words": len(text.split()),
        "lines": text.strip().count("\n") + 1 if text.strip() else 0,
        "numbers": len(re.findall(r"\d+", text)),
        "digits": sum(character.isdigit() for character in text),
        "question marks": text.count("?"),
        "commas": text.count(","),
        "brackets": sum(text.count(bracket) for bracket in "([{"),
        "quotation marks": text.count('"') + text.count("'"),
        "capital letters": sum(character.isupper() for character in text),
        "letters beyond ASCII": sum(character.isalpha() and ord(character) > 127 for character in text),
        "code fences": text.count("```"),
        "addresses": len(re.findall(r"https?://", text)),
    }


def words(text):
    return set(re.findall(r"[^\W\d_]+", text.lower()))
