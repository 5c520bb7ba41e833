"""Five independent chains of thought; the answer that most of them reach (self-consistency)."""

TASK = ""  # what is asked: a search fills in the instructions of its task


def solver(agent, task):
    from collections import Counter

    def plain(answer):
        """One spelling for equal numbers, so that 1200, 1,200 and $1200.0 meet in the vote."""
        text = str(answer).strip()
        number = text.replace(",", "").lstrip("$")
        try:
            return str(int(number))
        except ValueError:
            pass
        try:
            value = float(number)
        except ValueError:
            return text
        return str(int(value)) if value.is_integer() else str(value)

    replies = agent.call_json_format_llm(
        messages=[{"role": "user", "content": task}],
        temperature=0.8,
        num_of_response=5,
        agent_role="patient expert who works in small steps",
        return_dict_keys=["reasoning", "answer"],
        instructions=TASK + (
            "Work the task out step by step under \"reasoning\". "
            "Put only the final answer under \"answer\": a bare number where a number is asked, without unit or thousands separator."
        ),
    )
    answers = [plain(reply["answer"]) for reply in replies if reply["answer"] != "NO answer IN DICTIONARY"]
    answers = [answer for answer in answers if answer]
    if not answers:
        return {"answer": agent.extract_answer_str(str(replies[0].get("JSONDecodeError", replies[0]["reasoning"])))}
    winner, votes = Counter(answers).most_common(1)[0]
    return {"answer": winner, "votes": f"{votes} of {len(answers)}"}
