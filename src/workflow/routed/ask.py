def pick(agent, task):
    """The name of the program that answers this input: the executor chooses, without a number the best single one."""
    shown = task if len(task) <= 4000 else task[:4000] + " ..."
    message = {"role": "user", "content": ROUTER["before"] + shown + ROUTER["after"]}
    reply = agent.call_llm(messages=[message], temperature=0, agent_role="router", max_completion_tokens=512)[0]
    names = ROUTER["programs"]
    numbers = [number for number in re.findall(r"\d+", reply) if len(number) < 4 and 1 <= int(number) <= len(names)]
    return names[int(numbers[-1]) - 1] if numbers else names[0]
