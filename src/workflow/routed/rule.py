def pick(agent, task):
    """The name of the program that answers this input."""
    known, held = features(task), words(task)
    node = ROUTER["rule"]
    while not isinstance(node, str):
        feature = node["feature"]
        value = feature[5:] in held if feature.startswith("word ") else known[feature]
        node = node["yes"] if value > node["above"] else node["no"]
    return node
