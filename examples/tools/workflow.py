"""Lets the executor use the tools and read the files until it answers."""

TASK = ""


def workflow(agent, task):
    messages = [{"role": "user", "content": TASK + task}]
    names = [line[2:].rsplit(" (", 1)[0] for line in task.splitlines() if line.startswith("- ")]
    images = [name for name in names if name.endswith((".png", ".jpg", ".jpeg", ".gif", ".webp"))]
    for name in names:
        if name not in images:
            messages.append({"role": "user", "content": name + ":\n" + agent.read_file(name)})
    tools = agent.list_tools()
    instructions = "Look up what you do not know, one step at a time. Then reply with the answer alone."
    reply = {"text": ""}
    for _ in range(8):
        reply = agent.call_llm(messages, temperature=0, instructions=instructions, tools=tools, images=images)[0]
        if not reply["tool_calls"]:
            break
        messages.append({"role": "assistant", "content": reply["text"], "tool_calls": reply["tool_calls"]})
        for call in reply["tool_calls"]:
            try:
                result = agent.call_tool(call["name"], call["arguments"])
            except Exception as error:
                if "quota" in str(error):
                    raise
                result = str(error)
            messages.append({"role": "tool", "tool_call_id": call["id"], "content": result})
    return {"answer": reply["text"]}
