/** A Python program that speaks the trainer's protocol and ends as its last argument says. */
export const FAKE_TRAINER = `
import json, os, signal, sys, time

def emit(event, **fields):
    print(json.dumps({"event": event, **fields}), flush=True)

how = sys.argv[-1]
print("loading", file=sys.stderr, flush=True)
emit("started", rows=16, total=3, step=0, device="cpu", answer_tokens=640, base="tiny")

def step(number, loss):
    speed = {"tokens": 100, "tokens_per_s": 50.0, "eta_s": 6.0 - 2 * number, "seconds": 2.0}
    emit("step", step=number, total=3, loss=loss, lr=1e-4, **speed)

stopped = False
def hear(number, frame):
    global stopped
    stopped = True

if how == "deaf":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
else:
    signal.signal(signal.SIGINT, hear)

if how == "environment":
    emit("warning", message=json.dumps(dict(os.environ)))
step(1, 2.0)
if how == "garbage":
    print("Some library says hello")
    print('{"event": "step", "step": "not a number"}')
    print('{"event": "unheard-of"}')
    print("{broken", flush=True)
    sys.stdout.buffer.write("Grüße ".encode()[:4]); sys.stdout.flush(); time.sleep(0.05)
    sys.stdout.buffer.write("Grüße ".encode()[4:] + b"\\n"); sys.stdout.flush()
if how == "nan":
    step(2, None)
if how == "error":
    facts = {"row": "r/t01c0#0"}
    emit("error", code="row-too-long", message="Expected 10 tokens", hint="Use --drop-long.", facts=facts)
    sys.exit(1)
if how == "usage":
    emit("error", code="usage", message="expected a number", hint=None, facts=None)
    sys.exit(2)
if how == "crash":
    raise RuntimeError("the kernel has gone")
if how == "killed":
    os.kill(os.getpid(), signal.SIGKILL)
if how == "silent":
    sys.exit(0)
if how == "oom":
    sys.exit("torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2 GiB")
if how == "family":
    child = os.fork()
    if child == 0:
        time.sleep(60)
        os._exit(0)
    emit("warning", message=str(child))
if how in ("wait", "deaf", "family"):
    emit("checkpoint", step=1, path="out/checkpoint-1")
    for _ in range(1200):
        if stopped:
            emit("checkpoint", step=2, path="out/checkpoint-2")
            emit("interrupted", message="A checkpoint was written", out="out", hint="Continue with --resume.")
            sys.exit(130)
        time.sleep(0.05)
step(2, 1.0)
step(3, 0.5)
emit("finished", out="out", steps=3, loss=0.5, losses=[2.0, 1.0, 0.5], tokens=300, seconds=6.0)
`;
