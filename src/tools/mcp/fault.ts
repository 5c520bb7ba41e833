import { messageOf } from '../../base/errors.ts';

/**
 * What an error says of a call: `lost`: with its connection, so that it may be made again; `refused`: the server is
 * there and answers nobody now; `late`: no answer in time; `arguments`, `garbage`: as kinds of `ToolError`.
 */
export type Fault = 'lost' | 'refused' | 'late' | 'arguments' | 'garbage';

const LOST: ReadonlySet<string> = new Set(['CONNECTION_CLOSED', 'NOT_CONNECTED', 'SEND_FAILED']);

/** Answers to anybody, whatever the call: without rights, broken. */
const isRefusal = (status: number): boolean => [401, 403].includes(status) || status >= 500;

/** @param hasSession Of HTTP: a server that was started again knows it no more. */
export async function faultOf(error: unknown, hasSession: boolean): Promise<{ fault: Fault; why: string }> {
  const { InsufficientScopeError, ProtocolError, SdkError, SdkErrorCode, SdkHttpError } =
    await import('@modelcontextprotocol/client');
  const why = messageOf(error);
  if (error instanceof SdkHttpError)
    return { fault: ofStatus(error.status, hasSession), why: `HTTP ${error.status}: ${why}` };
  if (error instanceof InsufficientScopeError) return { fault: 'refused', why };
  if (isNetworkFailure(error)) return { fault: 'lost', why };
  if (error instanceof SdkError && LOST.has(error.code)) return { fault: 'lost', why };
  if (error instanceof SdkError && error.code === SdkErrorCode.RequestTimeout) return { fault: 'late', why };
  if (error instanceof ProtocolError) return { fault: ofCode(error.code), why };
  return { fault: 'garbage', why: `the tool server answered what is no result: ${why}` };
}

function ofStatus(status: number, hasSession: boolean): Fault {
  if (status === 404 || (status === 400 && hasSession)) return 'lost';
  return isRefusal(status) ? 'refused' : 'garbage';
}

/** Of JSON-RPC: no such method (some say so of a tool), and invalid parameters. */
function ofCode(code: number): Fault {
  return code === -32_601 || code === -32_602 ? 'arguments' : 'garbage';
}

/** As `fetch` tells it. */
function isNetworkFailure(error: unknown): boolean {
  return error instanceof TypeError && error.cause !== undefined;
}
