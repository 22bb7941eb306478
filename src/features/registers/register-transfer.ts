import type { Static } from 'typebox'
import { canonicalJson } from '../../shared/canonical-json.js'
import { defineKind, eachLine } from '../transfer/kind.js'
import { RegisterLine } from './register-schemas.js'
import { putRegister, registerOf } from './register-service.js'
import { lockRegister, type RegisterRow, selectRegisters } from './register-store.js'

/** Shared registers (共享数据源), each whole; their addresses and secrets are settings and do not travel. */
export const REGISTER_LINES = defineKind(RegisterLine, {
  name: 'registers',
  roles: ['operator'],
  most: 50,
  codeMember: 'code',
  codeOf: ({ code }) => code,
  put: eachLine(async ({ db, caller }, line) => {
    const row = await lockRegister(db, line.code)
    if (row !== undefined && canonicalJson(lineOf(row)) === canonicalJson(line)) return 'unchanged'
    const { code, ...document } = line
    await putRegister(db, caller, { code, document }, () => {})
    return row === undefined ? 'created' : 'changed'
  }),
  forget: ({ registers }) => registers.forget(),
  async read(db) {
    return { lines: (await selectRegisters(db)).map(lineOf) }
  },
})

function lineOf(row: RegisterRow): Static<typeof RegisterLine> {
  const { code, document } = registerOf(row)
  return { code, ...document }
}
