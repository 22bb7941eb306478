import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyError, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import type { Deps } from '../../deps.js'
import { readIfMatch, unreadableIfMatch } from '../../http/etag.js'
import { type IdempotencyScope, idempotencyScope } from '../../http/idempotency.js'
import { requestLanguage } from '../../http/language.js'
import { callerOf } from '../../http/policy.js'
import { problemBody, problemOf } from '../../http/problems.js'
import { ProblemBody, repeatable, Strict } from '../../http/schemas.js'
import { type AjvError, inputErrorsOf } from '../../http/validation.js'
import { canonicalJson, sha256 } from '../../shared/canonical-json.js'
import { typedCaseNo } from '../../shared/case-number.js'
import { type Problem, problem } from '../../shared/problem.js'
import type { Command } from '../workflow/action-inputs.js'
import { ACTIONS } from '../workflow/statuses.js'
import { answerAct } from './acts/answer-act.js'
import { exampleCaseNoOf } from './case-examples.js'
import { CaseView } from './case-schemas.js'
import { TransitionBody } from './transition-body.js'
import { unknownAction } from './unknown-action.js'

const ACTORS = {
  policy: { roles: [...new Set(Object.values(ACTIONS).flatMap((action) => [...action.roles]))] },
} as const

const MOST_ACTS = 100

const BatchAct = Type.Object(
  {
    caseNo: Type.String({ minLength: 1, maxLength: 100, description: 'Case number (办件编号)' }),
    ifMatch: Type.Optional(
      Type.String({
        maxLength: 200,
        description: 'ETag that was read, or *; as the header If-Match of a single act',
      }),
    ),
    action: Type.String({ maxLength: 60, description: 'The action, its fields flat beside it' }),
  },
  { additionalProperties: true },
)
type BatchAct = Static<typeof BatchAct>

const BatchAnswer = Strict({
  caseNo: Type.String(),
  action: Type.String(),
  status: Type.Integer({ description: 'What the act alone would have been answered with' }),
  etag: Type.Optional(Type.String()),
  replayed: Type.Optional(Type.Boolean({ description: 'The stored answer of the same request (重放)' })),
  case: Type.Optional(CaseView),
  problem: Type.Optional(ProblemBody),
})

/** Up to a hundred acts in one call (批量办理), each decided, written and answered by itself. */
export const batchRoutes: FastifyPluginAsyncTypebox<Deps> = async (app, deps) => {
  app.post(
    '/v1/cases/transitions',
    {
      config: ACTORS,
      schema: {
        operationId: 'transitionCases',
        tags: ['Cases'],
        summary: '批量办理 · Do several actions',
        description:
          'Up to a hundred acts in one call (批量办理), one after the other, each answered by itself with the status and body that it would have had alone: one that is refused holds up none of the others. `ifMatch` stands beside each act. With an Idempotency-Key an act that was done is not done again when the call is sent again; one that was refused is tried anew.',
        headers: Type.Object(repeatable),
        body: Strict(
          { acts: Type.Array(BatchAct, { minItems: 1, maxItems: MOST_ACTS }) },
          {
            examples: [
              {
                acts: [
                  {
                    caseNo: exampleCaseNoOf('preReview'),
                    ifMatch: '*',
                    action: 'preReview',
                  },
                ],
              },
            ],
          },
        ),
        response: { 200: Strict({ data: Type.Array(BatchAnswer) }) },
      },
    },
    async (request) => {
      const scope = idempotencyScope(request, callerOf(request))
      const data: Static<typeof BatchAnswer>[] = []
      for (const [index, act] of request.body.acts.entries())
        data.push(await answerOne(deps, request, act, scope && ofOne(scope, act, index)))
      return { data }
    },
  )
}

/** Each act has its own stored answer, so that a call that was broken off is gone on with by sending it again. */
const ofOne = (scope: IdempotencyScope, act: BatchAct, index: number): IdempotencyScope => ({
  ...scope,
  key: `${scope.key}/${index}`,
  requestHash: sha256(canonicalJson(act)),
})

async function answerOne(
  deps: Deps,
  request: FastifyRequest,
  { caseNo: typed, ifMatch, ...command }: BatchAct,
  scope: IdempotencyScope | undefined,
): Promise<Static<typeof BatchAnswer>> {
  const caseNo = typedCaseNo(typed)
  const named = { caseNo, action: command.action }
  try {
    mustBeReadable(request, command, ifMatch)
    const { answer, replayed } = await answerAct(deps, {
      caller: callerOf(request),
      caseNo,
      command: command as unknown as Command,
      expected: readIfMatch(ifMatch),
      scope,
      language: requestLanguage(request),
    })
    const { etag } = answer.headers
    return {
      ...named,
      status: answer.status,
      ...(etag === undefined ? {} : { etag }),
      ...(replayed ? { replayed } : {}),
      case: JSON.parse(answer.body),
    }
  } catch (error) {
    const known = problemOf(error as FastifyError)
    // What is nobody's fault here ends the call: what was done is done, and sending it again goes on.
    if (known.status >= 500) throw error
    return { ...named, status: known.status, problem: problemBody(request, known) as never }
  }
}

/** 400 for what the action does not take, as the single act's. */
function mustBeReadable(
  request: FastifyRequest,
  command: Omit<BatchAct, 'caseNo' | 'ifMatch'>,
  ifMatch: string | undefined,
): void {
  if (!Object.hasOwn(ACTIONS, command.action)) throw unknownAction(command.action)
  const validate = request.compileValidationSchema(TransitionBody, 'body')
  if (validate(command) !== true) throw invalid(inputErrorsOf((validate.errors ?? []) as AjvError[], 'body'))
  const message = unreadableIfMatch(ifMatch)
  if (message !== undefined) throw invalid([{ pointer: '/ifMatch', code: 'ETAG', message }])
}

const invalid = (errors: NonNullable<Problem['errors']>): Problem => problem('INVALID_INPUT', { errors })
