import { attacks, byNumber } from './attack.ts';

const plain = attacks(
  {
    'connects over TCP': 'return socket.create_connection(("127.0.0.1", target["port"]), 1)',
    'connects over TCP, unblocked': 'return socket.socket().connect_ex(("127.0.0.1", target["port"])) == 0',
    'listens on a port': 'server = socket.socket()\nserver.bind(("127.0.0.1", 0))\nserver.listen()\nreturn server',
    'sends a datagram':
      'return socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("127.0.0.1", target["port"]))',
    'makes an IPv4 socket by number': byNumber([41, 198], '2, 1, 0'),
    'makes a unix datagram socket': 'return socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)',
    'makes a unix stream socket': 'return socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)',
    'connects to a unix socket of the host':
      'client = socket.socket(socket.AF_UNIX)\nclient.connect(target["socket"])\nreturn client',
    'binds an abstract unix socket':
      'server = socket.socket(socket.AF_UNIX)\nserver.bind("\\0w4s-planted")\nreturn server',
    'makes a pair of datagram sockets': 'return socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)',
    'makes a pair of packet sockets': 'return socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)',
    'sends urgent data': 'one, _ = socket.socketpair()\nreturn one.send(b"x", socket.MSG_OOB)',
    'connects through asyncio': `
async def connect():
    return await asyncio.open_connection("127.0.0.1", target["port"])
return asyncio.run(connect())`,
    'asks the routing table': 'return socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0)',
    'binds one of a pair': 'one, _ = socket.socketpair()\none.bind("\\0w4s-planted-pair")\nreturn True',
    'sends a descriptor':
      'one, _ = socket.socketpair()\n' +
      'return one.sendmsg([b"x"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [3]))])',
    'sets an option of a socket':
      'one, _ = socket.socketpair()\none.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)\nreturn True',
    'asks who is at the other end':
      'one, _ = socket.socketpair()\nreturn one.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12)',
  },
  { plain: true },
);

const others = attacks({
  'reads urgent data':
    'one, other = socket.socketpair()\nother.send(b"x")\nreturn one.recv(1, socket.MSG_OOB | socket.MSG_DONTWAIT)',
  'makes an IPv6 socket': 'return socket.socket(socket.AF_INET6, socket.SOCK_STREAM)',
  'makes a raw socket': 'return socket.socket(socket.AF_INET, socket.SOCK_RAW, 1)',
  'makes a packet socket': 'return socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 3)',
  'makes a vsock socket': 'return socket.socket(40, socket.SOCK_STREAM)',
  'makes a kernel crypto socket': 'return socket.socket(38, socket.SOCK_SEQPACKET)',
  'makes a bluetooth socket': 'return socket.socket(31, socket.SOCK_RAW, 1)',
  'makes a CAN socket': 'return socket.socket(29, socket.SOCK_RAW, 1)',
  'makes a TIPC socket': 'return socket.socket(30, socket.SOCK_STREAM)',
  'makes an XDP socket': 'return socket.socket(44, socket.SOCK_RAW)',
  'makes a key socket': 'return socket.socket(15, socket.SOCK_RAW, 2)',
  'makes a socket of any family': `
for family in range(1, 64):
    try: return family, socket.socket(family, socket.SOCK_STREAM)
    except OSError: pass`,
  'makes a pair of any family but unix': `
for family in range(2, 64):
    try: return family, socket.socketpair(family, socket.SOCK_STREAM)
    except OSError: pass`,
  'resolves a name': 'return socket.getaddrinfo("localhost.example", 80)',
  'fetches a page':
    'import urllib.request\nreturn urllib.request.urlopen(f"http://127.0.0.1:{target[\'port\']}/", timeout=1).status',
  'connects a pair elsewhere': 'one, _ = socket.socketpair()\none.connect(target["socket"])\nreturn True',
  'sends from a pair to another address': 'one, other = socket.socketpair()\nreturn one.sendto(b"x", target["socket"])',
  'accepts on its own connection': 'return socket.socket(fileno=3).accept()',
  'reconnects its own connection': 'socket.socket(fileno=3).connect(target["socket"])\nreturn True',
  'asks for the host behind its connection': 'return socket.socket(fileno=3).getsockopt(socket.SOL_SOCKET, 17, 12)',
  'asks for a handle of the host': 'return socket.socket(fileno=3).getsockopt(socket.SOL_SOCKET, 77, 4)',
  'io_uring_setup by number': byNumber([425, 425], '8, ctypes.create_string_buffer(256)'),
  'io_setup by number': byNumber([206, 0], '8, ctypes.byref(ctypes.c_ulong())'),
});

export const networkAttacks = [...plain, ...others];
