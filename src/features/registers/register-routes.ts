import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { withTransaction } from '../../database/transaction.js'
import type { Deps } from '../../deps.js'
import { writeAudit } from '../../http/audit.js'
import { checkPrecondition, etagOf, ifMatch, sendResource } from '../../http/etag.js'
import { once, replayed } from '../../http/idempotency.js'
import { requestLanguage } from '../../http/language.js'
import { callerOf } from '../../http/policy.js'
import { guarded, repeatable, Strict, Uuid } from '../../http/schemas.js'
import type { Role } from '../../shared/roles.js'
import { exampleId } from '../../shared/sample-codes.js'
import { clearFields, keepNothing, refuseClearFirst } from '../cases/clear-reading.js'
import { purposeMissing } from '../cases/read-personal.js'
import { ownedBy } from '../divisions/owner-service.js'
import { lookUpFor, readLookup, viewLookup } from './lookup-of-case.js'
import type { Register } from './register.js'
import { LookupInput, LookupView, RegisterInput, RegisterView, registerCode } from './register-schemas.js'
import { putRegister, type Registers, registerNamed } from './register-service.js'

const READERS: Role[] = [
  'operator',
  'clerk',
  'reviewer',
  'approver',
  'lead',
  'cataloguer',
  'supervisor',
  'auditor',
]
const ASKERS: Role[] = ['clerk', 'reviewer', 'approver', 'lead', 'citizen']
const params = Strict({ code: registerCode })
const lookupParams = Strict({
  code: registerCode,
  reference: Type.Unsafe<string>({ ...Uuid, examples: [exampleId()] }),
})

const view = (registers: Registers, register: Register) => ({
  code: register.code,
  ...register.document,
  version: register.version,
  connected: registers.isConnected(register),
})

/** Shared registers (共享数据源) as data, and what they are asked. */
export const registerRoutes: FastifyPluginAsyncTypebox<Deps> = async (app, deps) => {
  const { pool, encryption, registers } = deps

  app.get(
    '/v1/registers',
    {
      config: { policy: { roles: READERS } },
      schema: {
        operationId: 'listRegisters',
        tags: ['Registers'],
        summary: '共享数据源列表 · The shared registers',
        description:
          'Every shared register (共享数据源) with how it is asked, for what and by what right (用途、依据); all on one page. `connected`: its address is configured on this service.',
        response: { 200: Strict({ data: Type.Array(RegisterView) }) },
      },
    },
    async () => ({ data: (await registers.current()).map((register) => view(registers, register)) }),
  )

  app.get(
    '/v1/registers/:code',
    {
      config: { policy: { roles: READERS } },
      schema: {
        operationId: 'readRegister',
        tags: ['Registers'],
        summary: '共享数据源详情 · One shared register',
        description: 'How it is asked and what its answer means (请求与应答映射).',
        params,
        response: { 200: RegisterView },
      },
    },
    async (request, reply) => {
      const register = await registerNamed(registers, request.params.code)
      return sendResource(request, reply, register.version, view(registers, register))
    },
  )

  app.put(
    '/v1/registers/:code',
    {
      config: { policy: { roles: ['operator'] } },
      schema: {
        operationId: 'putRegister',
        tags: ['Registers'],
        summary: '维护共享数据源 · Write a shared register',
        description:
          'Replaces a register or adds one (维护共享数据源), for who reaches everything of its owner. If-Match: the ETag that was read, or * for a new one. Address and secret are settings of the service and never stand here; the question goes nowhere but below that address.',
        params,
        headers: Type.Object(guarded),
        body: RegisterInput,
        response: { 200: RegisterView },
      },
    },
    async (request, reply) => {
      const { code } = request.params
      const expected = ifMatch(request)
      const register = await withTransaction(pool, async (db) => {
        const done = await putRegister(db, callerOf(request), { code, document: request.body }, (version) =>
          checkPrecondition(expected, version),
        )
        const { version } = done.register
        await writeAudit(db, request, {
          action: 'putRegister',
          object: `register ${code}`,
          details: { version, active: request.body.active, connection: request.body.connection },
          ...ownedBy(done.owner),
        })
        registers.forget()
        return done.register
      })
      return sendResource(request, reply, register.version, view(registers, register))
    },
  )

  app.post(
    '/v1/registers/:code/lookups',
    {
      config: { policy: { roles: ASKERS } },
      schema: {
        operationId: 'lookUpRegister',
        tags: ['Registers'],
        summary: '共享数据核验 · Look somebody up',
        description:
          'Asks a register in place of a paper (共享数据核验，免提交材料): for the applicant of a case by who handles it or by the applicant, before there is a case by the clerks of its item. What is `found` is proof of a material: hand it in with `source: register` and this `reference`; it counts for this person, this item and these materials alone, in one case, as long as it is valid. Whatever the register does, the answer is 201: `unavailable` with the reason, and the paper way stays open. Each look-up stands in the audit trail with its purpose before it goes out (国务院令第722号《优化营商环境条例》第三十七条; from memory).',
        params,
        headers: Type.Object(repeatable),
        body: LookupInput,
        response: { 201: LookupView },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request)
      const { code } = request.params
      const repeated = { request, reply, pool, encryption, caller }
      const before = await replayed(repeated)
      if (before !== undefined) return before
      // Nothing is held while the register is waited for.
      const register = await registerNamed(registers, code)
      const row = await lookUpFor(deps, request, code, request.body)
      return once(repeated, async () => {
        const body = viewLookup(deps, {
          register,
          row,
          caller,
          clear: false,
          language: requestLanguage(request),
        })
        const headers = { location: `/v1/registers/${code}/lookups/${row.id}`, etag: etagOf(1, body) }
        return { status: 201, headers, body }
      })
    },
  )

  app.get(
    '/v1/registers/:code/lookups/:reference',
    {
      config: { policy: { roles: ASKERS } },
      preValidation: refuseClearFirst,
      schema: {
        operationId: 'readLookup',
        tags: ['Registers'],
        summary: '核验结果 · One look-up',
        description:
          'What a register said (核验结果), for who asked and for who handles the case. Personal values are masked; with `clear=true` and a `purpose` in clear for staff, recorded before the answer goes out. What no case took is wiped when it counts no more.',
        params: lookupParams,
        querystring: Strict(clearFields),
        response: { 200: LookupView },
      },
    },
    async (request, reply) => {
      const { clear = false, purpose } = request.query
      if (clear && purpose === undefined) throw purposeMissing()
      keepNothing(reply, clear)
      const reading = { ...request.params, clear, purpose }
      const body = await readLookup(deps, request, reading, requestLanguage(request))
      return sendResource(request, reply, 1, body)
    },
  )
}
