import type pg from 'pg'
import { createKept } from '../../database/kept.js'
import type { Listener } from '../../database/listener.js'
import type { Queryable } from '../../database/queryable.js'
import type { Caller, Owner } from '../../shared/caller.js'
import { memoryClock } from '../../shared/memory-clock.js'
import { problem } from '../../shared/problem.js'
import type { LegalDate } from '../../shared/time.js'
import { codeOf, mustOwn } from '../divisions/owner-service.js'
import { askRegister, type Connection } from './ask-register.js'
import { type Breaker, createBreaker } from './breaker.js'
import { checkRegister, type Register } from './register.js'
import { type Asked, type ReadAnswer, readAnswer } from './register-answer.js'
import type { RegisterDocument } from './register-schemas.js'
import {
  lockRegister,
  REGISTER_CHANNEL,
  type RegisterRow,
  saveRegister,
  selectRegisters,
} from './register-store.js'

/** The shared registers of this deployment, and the way to ask them. */
export interface Registers {
  /** From memory where that is known to hold. */
  current(): Promise<readonly Register[]>
  /** Before a change is committed by this process. */
  forget(): void
  isConnected(register: Register): boolean
  /** Asks over the network; never throws, never longer than the register's own timeout. */
  ask(register: Register, asked: Asked, today: LegalDate): Promise<ReadAnswer>
  /** How questions ended, by register and result, since the start: for the metrics. */
  counts: ReadonlyMap<string, number>
}

const MOST_AGE_MS = 60_000

/** Registers in memory, one breaker each; `connections` are settings. */
export function createRegisters(
  pool: pg.Pool,
  listener: Listener,
  connections: Readonly<Record<string, Connection>>,
): Registers {
  const told = { listener, channel: REGISTER_CHANNEL }
  const kept = createKept<Register[]>({ most: 1, maxAgeMs: MOST_AGE_MS, told })
  const breakers = new Map<string, Breaker>()
  const counts = new Map<string, number>()
  const count = (code: string, answer: ReadAnswer): ReadAnswer => {
    const name = `${code} ${answer.result === 'unavailable' ? answer.reason : answer.result}`
    counts.set(name, (counts.get(name) ?? 0) + 1)
    return answer
  }
  const connectionOf = ({ document }: Register): Connection | undefined =>
    Object.hasOwn(connections, document.connection) ? connections[document.connection] : undefined

  async function answerTo(register: Register, asked: Asked, today: LegalDate): Promise<ReadAnswer> {
    const connection = connectionOf(register)
    if (!register.document.active) return { result: 'unavailable', reason: 'notActive' }
    if (connection === undefined) return { result: 'unavailable', reason: 'notConnected' }
    const breaker = breakers.get(register.code) ?? createBreaker(() => memoryClock.now())
    breakers.set(register.code, breaker)
    const admitted = breaker.admit()
    if (admitted !== 'asked') return { result: 'unavailable', reason: admitted }
    const said = await askRegister(connection, register.document, asked)
    breaker.end(!('failure' in said) || !said.isRegisters)
    if ('nobody' in said) return { result: 'notFound' }
    if ('failure' in said) return { result: 'unavailable', reason: said.failure }
    return readAnswer(register.document, said.json, asked, today)
  }

  return {
    current: () => kept.get('all', () => readRegisters(pool)),
    forget: () => kept.forget(),
    isConnected: (register) => connectionOf(register) !== undefined,
    ask: async (register, asked, today) => count(register.code, await answerTo(register, asked, today)),
    counts,
  }
}

/** The registers as they stand in the database. */
export const readRegisters = async (db: Queryable): Promise<Register[]> =>
  (await selectRegisters(db)).map(registerOf)

export const registerOf = ({ code, version, organisation_code, definition }: RegisterRow): Register => ({
  code,
  version,
  document: {
    ...definition,
    ...(organisation_code === null ? {} : { organisation: organisation_code }),
  },
})

/** The register of a code; 404 where there is none. */
export async function registerNamed(registers: Pick<Registers, 'current'>, code: string): Promise<Register> {
  const register = (await registers.current()).find((each) => each.code === code)
  if (register === undefined) throw problem('NOT_FOUND')
  return register
}

/** Writes a register (维护共享数据源) under the version that was read; 403 unless the caller reaches all of its owner. */
export async function putRegister(
  db: Queryable,
  caller: Caller,
  { code, document: { organisation: named, ...document } }: { code: string; document: RegisterDocument },
  guard: (version: number) => void,
): Promise<{ register: Register; owner: Owner }> {
  const row = await lockRegister(db, code)
  const owner = await mustOwn(db, caller, { before: row, named }, 'operator')
  guard(row?.version ?? 0)
  const errors = checkRegister(document)
  if (errors.length > 0) throw problem('RULE_VIOLATED', { errors })
  const organisation = codeOf(owner)
  const version = await saveRegister(db, { code, version: row?.version ?? 0, document }, organisation)
  if (version === undefined) throw problem('PRECONDITION_FAILED')
  return {
    register: {
      code,
      version,
      document: { ...document, ...(organisation === null ? {} : { organisation }) },
    },
    owner,
  }
}
