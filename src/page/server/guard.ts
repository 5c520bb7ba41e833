import { createHash } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { secureHeaders } from 'hono/secure-headers';
import { bearerOf, isSameSecret } from '../../providers/chat-api/index.ts';

/** What a page of ours may do: its own script and style, its own server, and nothing else. */
export const headers = secureHeaders({
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'"],
    connectSrc: ["'self'"],
    imgSrc: ["'self'", 'data:'],
    baseUri: ["'none'"],
    formAction: ["'none'"],
    frameAncestors: ["'none'"],
  },
  xFrameOptions: 'DENY',
  referrerPolicy: 'no-referrer',
  crossOriginResourcePolicy: 'same-origin',
  crossOriginOpenerPolicy: 'same-origin',
  strictTransportSecurity: false,
});

/**
 * Lets in who brings the token: in the address (it then moves to a cookie, so that it stays out of the history), in the
 * cookie, or as a bearer. Cookies are shared by the ports of a machine, hence a name of its own for each token.
 */
export function requireToken(token: string): MiddlewareHandler {
  const cookie = `w4s_${createHash('sha256').update(token).digest('hex').slice(0, 12)}`;
  return async (c, next) => {
    const given = c.req.query('token');
    if (given !== undefined && c.req.method === 'GET' && c.req.path === '/' && isSameSecret(given, token)) {
      // Not Strict: a browser sends such a cookie to no page that another one led to, and a file leads here.
      setCookie(c, cookie, token, { httpOnly: true, sameSite: 'Lax', path: '/' });
      return c.redirect('/', 303);
    }
    const bearer = bearerOf(c.req.header('authorization'));
    if (isSameSecret(bearer ?? getCookie(c, cookie) ?? '', token)) return next();
    return c.json(
      {
        error: {
          code: 'no-token',
          message: 'Expected the token of this server, got none or another',
          hint: 'Open the address that `w4s ui` printed.',
        },
      },
      403,
    );
  };
}
