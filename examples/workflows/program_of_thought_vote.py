"""Several programs, and a vote of what they return; where none runs, the executor reasons instead.

Program of thoughts: Chen et al. 2022, arXiv 2211.12588, with self-consistency: Wang et al. 2022, arXiv 2203.11171. One call
for each program: 5, and one where none runs.
"""

from collections import Counter

TASK = ""  # what is asked: a search fills in the instructions of its task
PROGRAMS = 5


def solver(agent, task):
    drafts = agent.call_json_format_llm(
        messages=[{"role": "user", "content": task}],
        temperature=0.6,
        num_of_response=PROGRAMS,
        agent_role="Python programmer who turns word problems into arithmetic",
        return_dict_keys=["reasoning", "code"],
        instructions=TASK + (
            "Name each quantity under \"reasoning\" first. \"code\" defines a function solution() without arguments "
            "that returns the answer; it uses the standard library alone, reads no input and prints nothing."
        ),
    )
    answer, votes = majority(results(agent, drafts))
    if votes > 0:
        return {"answer": answer, "votes": f"{votes} of {PROGRAMS}"}
    return {"answer": ask(agent, task, temperature=0.2)[0][1], "votes": "none: no program ran"}


def ask(agent, question, role="patient expert", instructions="", temperature=0.5, count=1):
    """Replies as pairs of reasoning and answer."""
    messages = [{"role": "user", "content": question}]
    replies = agent.call_json_format_llm(
        messages=messages,
        temperature=temperature,
        num_of_response=count,
        agent_role=role,
        return_dict_keys=["reasoning", "answer"],
        instructions=TASK + instructions + (
            "Reason step by step under \"reasoning\". Put only the final answer under \"answer\": "
            "a bare number where a number is asked, without unit or thousands separator."
        ),
    )
    pairs = []
    for reply in replies:
        reasoning = said(reply, "JSONDecodeError") or said(reply, "reasoning")
        pairs.append((reasoning[:2000], said(reply, "answer") or agent.extract_answer_str(reasoning)))
    return pairs


def said(reply, key):
    """The text under a key, empty where the executor left it out."""
    value = reply.get(key)
    text = "" if value is None else str(value).strip()
    return "" if text == f"NO {key} IN DICTIONARY" else text


def majority(answers):
    """The answer given most often and its votes; equal numbers meet, and case does not matter."""
    def plain(answer):
        text = answer.strip().rstrip(".").casefold()
        try:
            return float(text.replace(",", "").lstrip("$"))
        except ValueError:
            return text

    given = [answer for answer in answers if answer.strip()]
    if not given:
        return "", 0
    winner, votes = Counter(plain(answer) for answer in given).most_common(1)[0]
    return next(answer for answer in given if plain(answer) == winner), votes


def results(agent, drafts):
    """What the programs return, as texts; those that fail are left out."""
    found = []
    for draft in drafts:
        try:
            value = agent.execute_code(code=said(draft, "code"))
        except Exception as error:
            if "quota" in str(error):
                raise
            continue
        if isinstance(value, float):
            value = int(value) if value.is_integer() else round(value, 6)
        if value is not None and str(value).strip():
            found.append(str(value).strip())
    return found
