import { DrizzleQueryError } from 'drizzle-orm'

export type DatabaseErrorKind =
  | 'uniqueViolation'
  | 'foreignKeyViolation'
  | 'checkViolation'
  | 'restrictViolation'
  | 'lockTimeout'
  | 'statementTimeout'
  | 'conflict'
  | 'unavailable'
  | 'invalidText'
  | 'outOfRange'
  | 'invalidValue'
  | 'unexpected'

/**
 * A failure of the database, safe to log: the server's own message, detail and parameters may quote personal data,
 * so none of them is kept, nor the original as cause.
 */
export class DatabaseError extends Error {
  override readonly name = 'DatabaseError'
  constructor(
    readonly kind: DatabaseErrorKind,
    /** SQLSTATE, or the code of the network error, or null. */
    readonly code: string | null,
    readonly constraint: string | null,
    readonly table: string | null,
  ) {
    super([`database: ${kind}`, code, table, constraint].filter((part) => part !== null).join(' '))
  }
}

/**
 * What went wrong in the database, or null when the error is not of the database. drizzle's wrapping is taken off.
 * Network errors count as the database's: call it where no other network is in play.
 */
export function toDatabaseError(error: unknown): DatabaseError | null {
  if (error instanceof DatabaseError) return error
  if (error instanceof DrizzleQueryError) return toDatabaseError(error.cause) ?? failure('unexpected', error)
  if (!(error instanceof Error)) return null
  const { code, severity, syscall } = error as Error & {
    code?: unknown
    severity?: unknown
    syscall?: unknown
  }
  if (typeof code === 'string' && typeof severity === 'string') return failure(kindOfState(code), error)
  if (syscall === 'connect' || (typeof code === 'string' && BROKEN_SOCKET.has(code)))
    return failure('unavailable', error)
  return CONNECTION_MESSAGES.some((pattern) => pattern.test(error.message))
    ? failure('unavailable', error)
    : null
}

function failure(kind: DatabaseErrorKind, error: Error): DatabaseError {
  const { code, constraint, table } = error as Error & { code?: string; constraint?: string; table?: string }
  return new DatabaseError(kind, code ?? null, constraint ?? null, table ?? null)
}

const BROKEN_SOCKET = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
])

/** pg and its pool tell a lost connection by these words only. */
const CONNECTION_MESSAGES = [
  /^Connection terminated/,
  /^timeout exceeded when trying to connect/,
  /^timeout expired/,
  /^Client has encountered a connection error/,
  /^Client was closed/,
  /^Cannot use a pool after calling end/,
  /^the database system is /,
]

const KINDS: Record<string, DatabaseErrorKind> = {
  '23505': 'uniqueViolation',
  '23503': 'foreignKeyViolation',
  '23514': 'checkViolation',
  '23001': 'restrictViolation',
  '55P03': 'lockTimeout',
  '57014': 'statementTimeout',
  '40001': 'conflict',
  '40P01': 'conflict',
  '22021': 'invalidText', // NUL, or bytes that are not UTF-8
  '22P05': 'invalidText', // \u0000 inside jsonb
  '22P02': 'invalidValue',
  '22003': 'outOfRange', // a number beyond its column
  '22007': 'invalidValue',
  '22008': 'invalidValue',
  '08P01': 'unexpected', // the protocol was broken: a fault of this program
  '25006': 'unavailable', // read-only: a standby, during a fail-over
  '25P03': 'unavailable', // idle in a transaction for too long: the connection is closed
  '28000': 'unavailable',
  '28P01': 'unavailable',
  '3D000': 'unavailable', // the database is not there (yet)
  '57P01': 'unavailable', // being shut down
  '57P02': 'unavailable', // crashed
  '57P03': 'unavailable', // starting up
}

function kindOfState(state: string): DatabaseErrorKind {
  const kind = KINDS[state]
  if (kind) return kind
  // 08: connection; 53: no memory, disk or connections left; 58: the system under the server
  return /^(08|53|58)/.test(state) ? 'unavailable' : 'unexpected'
}
