import { attacks, PROCESS } from './attack.ts';

const MANY = 100_000;

const broken = attacks(
  {
    'sends what is not JSON': 'os.write(3, frame(b"{nonsense"))\ntime.sleep(60)',
    'sends an empty frame': 'os.write(3, bytes(4))\ntime.sleep(60)',
    'sends broken UTF-8': 'os.write(3, frame(b"\\xff\\xfe{\\x80}"))\ntime.sleep(60)',
    'sends a list': 'os.write(3, frame([1]))\ntime.sleep(60)',
    'sends null': 'os.write(3, frame(None))\ntime.sleep(60)',
    'sends a frame without a type': 'os.write(3, frame({"value": 1}))\ntime.sleep(60)',
    'sends a frame whose type is an object': 'os.write(3, frame({"t": {"t": "result"}}))\ntime.sleep(60)',
    'sends a frame of an inherited type': 'os.write(3, frame({"t": "toString"}))\ntime.sleep(60)',
    'forges the exit of a run':
      'os.write(3, frame({"t": "exit", "id": 1, "reason": None, "detail": "", "code": 0, "cpuMs": 0}))\ntime.sleep(60)',
    'forges an order to kill a run': 'os.write(3, frame({"t": "kill", "id": 1}))\ntime.sleep(60)',
    'forges a reply': 'os.write(3, frame({"t": "reply", "id": 1, "ok": True, "value": 1}))\ntime.sleep(60)',
    'writes the header of another run': 'os.write(3, struct.pack(">IIIQQ", 1, 1, 1, 1 << 29, 1 << 20))\ntime.sleep(60)',
    'blames the machine': 'os.write(3, frame({"t": "fail", "kind": "unavailable", "message": "x"}))\ntime.sleep(60)',
    'claims that it was aborted': 'os.write(3, frame({"t": "fail", "kind": "killed", "message": "x"}))\ntime.sleep(60)',
    'fails without a message': 'os.write(3, frame({"t": "fail", "kind": "exception"}))\ntime.sleep(60)',
    'fails with a message that is no text':
      'os.write(3, frame({"t": "fail", "kind": "exception", "message": ["x"]}))\ntime.sleep(60)',
    'prints what is no text': 'os.write(3, frame({"t": "out", "text": 7}))\ntime.sleep(60)',
    'prints frames without end': 'text = frame({"t": "out", "text": "x" * 60_000})\nwhile True: os.write(3, text)',
    'says hello again': 'os.write(3, frame({"t": "hello"}))\ntime.sleep(60)',
    'fills the audit':
      'for number in range(20_000): os.write(3, frame({"t": "audit", "event": "open", "detail": str(number)}))\n' +
      'time.sleep(60)',
    'prints empty frames without end': 'text = frame({"t": "out", "text": ""})\nwhile True: os.write(3, text * 100)',
    'calls a method that it does not have':
      'os.write(3, frame({"t": "call", "id": 1, "method": "constructor", "args": [], "kwargs": {}}))\ntime.sleep(60)',
    'calls with a number that is a text':
      'os.write(3, frame({"t": "call", "id": "1", "method": "ask", "args": [], "kwargs": {}}))\ntime.sleep(60)',
    'calls with arguments that are no list':
      'os.write(3, frame({"t": "call", "id": 1, "method": "ask", "args": {}, "kwargs": {}}))\ntime.sleep(60)',
    'calls with names that are a list':
      'os.write(3, frame({"t": "call", "id": 1, "method": "ask", "args": [], "kwargs": []}))\ntime.sleep(60)',
    'calls twice by one number':
      'call = frame({"t": "call", "id": 9, "method": "ask", "args": ["never"], "kwargs": {}})\n' +
      'os.write(3, call + call)\n' +
      'time.sleep(60)',
    'opens thousands of calls':
      'call = {"t": "call", "method": "ask", "args": ["never"], "kwargs": {}}\n' +
      'for number in range(5000): os.write(3, frame({**call, "id": number}))\n' +
      'time.sleep(60)',
    'sends deep JSON as a result':
      `body = b'{"t":"result","value":' + b"[" * ${MANY} + b"]" * ${MANY} + b"}"\n` +
      'os.write(3, frame(body))\n' +
      'time.sleep(60)',
    'sends deep JSON in a call':
      `body = b'{"t":"call","id":1,"method":"ask","kwargs":{},"args":' + b"[" * ${MANY} + b"]" * ${MANY} + b"}"\n` +
      'os.write(3, frame(body))\n' +
      'time.sleep(60)',
    'sends deep objects':
      `body = b'{"t":"result","value":' + b'{"a":' * ${MANY} + b"1" + b"}" * ${MANY} + b"}"\n` +
      'os.write(3, frame(body))\n' +
      'time.sleep(60)',
  },
  { ends: ['protocol'], limits: { wallMs: 5000 } },
);

const lengths = attacks(
  {
    'announces four gigabytes': 'os.write(3, b"\\xff\\xff\\xff\\xff")\ntime.sleep(60)',
    'announces more than it may send': 'os.write(3, (1 << 26).to_bytes(4, "big"))\ntime.sleep(60)',
  },
  { ends: ['protocol'], limits: { wallMs: 5000 }, appliesTo: PROCESS.frames },
);

const forged = attacks(
  {
    'sends a result of its own': 'os.write(3, frame({"t": "result", "value": "forged"}))\ntime.sleep(60)',
    'sends two results':
      'os.write(3, frame({"t": "result", "value": "first"}) + frame({"t": "result", "value": "second"}))\n' +
      'time.sleep(60)',
    'sends a result and then nonsense':
      'os.write(3, frame({"t": "result", "value": "first"}) + b"\\xff\\xff\\xff\\xff nonsense")\ntime.sleep(60)',
    'sends a result and loops': 'os.write(3, frame({"t": "result", "value": "first"}))\nwhile True: pass',
    'sends a result and floods':
      'os.write(3, frame({"t": "result", "value": "first"}))\n' +
      'while True: os.write(3, frame({"t": "out", "text": "x" * 1000}))',
    'sends a result before its call ends':
      'call = frame({"t": "call", "id": 1, "method": "ask", "args": ["slow"], "kwargs": {}})\n' +
      'os.write(3, call + frame({"t": "result", "value": "early"}))\n' +
      'time.sleep(60)',
    'sends a result with a prototype':
      `value = b'{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}'\n` +
      `os.write(3, frame(b'{"t":"result","value":' + value + b'}'))\n` +
      'time.sleep(60)',
    'sends a result with the facts of the host':
      'facts = {"id": 1, "ok": False, "cpuMs": -1, "wallMs": -1, "stdout": "x", "failure": {}}\n' +
      'os.write(3, frame({"t": "result", "value": "x", **facts}))\n' +
      'time.sleep(60)',
    'fills the audit with attempts':
      'for number in range(2000):\n    try: open(f"/planted/{number}")\n    except OSError: pass',
  },
  { ends: ['ok'], limits: { wallMs: 5000 } },
);

const pieces = attacks(
  {
    'sends a frame byte by byte':
      'for byte in frame({"t": "result", "value": "slow"}): os.write(3, bytes([byte]))\ntime.sleep(60)',
  },
  { ends: ['ok'], limits: { wallMs: 5000 }, appliesTo: PROCESS.frames },
);

const left = attacks(
  {
    'leaves with half a frame': 'os.write(3, (100).to_bytes(4, "big") + b"{")\nos._exit(0)',
    'closes its connection': 'os.close(3)\nwhile True: pass',
    'closes half of its connection': 'socket.socket(fileno=3).shutdown(socket.SHUT_WR)\nos._exit(0)',
    'takes the reply of its own call':
      'def steal():\n' +
      '    os.read(3, 100_000)\n' +
      'threading.Thread(target=steal, daemon=True).start()\n' +
      'time.sleep(0.05)\n' +
      'agent.ask("now")\n' +
      'agent.ask("now")',
  },
  { ends: ['exception', 'timeout', 'ok', 'protocol'], limits: { wallMs: 300 } },
);

export const frameAttacks = [...broken, ...lengths, ...forged, ...pieces, ...left];
