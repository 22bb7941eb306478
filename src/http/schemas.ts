import { type Static, type TSchema, Type } from 'typebox'
import { LegalDate, Strict } from '../shared/schema.js'

export {
  ExactNumber,
  Instant,
  LegalDate,
  Money,
  openEnum,
  part,
  SAID,
  SEEN,
  Strict,
  strEnum,
  Uuid,
} from '../shared/schema.js'

/** Schemas that have a name in the OpenAPI document. */
export const models = new Map<string, TSchema>()

/** Gives a schema a name in the document; what is returned refers to it. */
export function model<T extends TSchema>(name: string, schema: T) {
  const known = models.get(name)
  if (known === undefined) models.set(name, { ...schema, $id: name } as TSchema)
  return Type.Unsafe<Static<T>>({ $ref: `${name}#` })
}

/** The constant by which a kind of `unionBy` is known. */
export function tagOf(kind: TSchema, member: string): string {
  const { properties } = kind as { properties?: Record<string, { const?: unknown }> }
  return String(properties?.[member]?.const)
}

/**
 * One of several objects, told apart by a member that is a constant in each. In the document each has the name of its
 * constant with the suffix: `accept` and `Action` make `AcceptAction`.
 */
export function unionBy<T extends TSchema>(
  member: string,
  suffix: string,
  kinds: readonly T[],
  options: object = {},
) {
  const named = kinds.map((kind) => {
    const tag = tagOf(kind, member)
    return model(`${tag.charAt(0).toUpperCase()}${tag.slice(1)}${suffix}`, kind)
  })
  return Type.Unsafe<Static<T>>({
    type: 'object',
    required: [member],
    // For the validator, which looks at it before the kinds: whoever sends another is told which there are.
    properties: { [member]: { enum: kinds.map((kind) => tagOf(kind, member)) } },
    discriminator: { propertyName: member },
    oneOf: named,
    ...options,
  })
}

export const idempotencyKey = Type.String({
  minLength: 1,
  maxLength: 200,
  description: 'Any unique text, e.g. a UUID; the same key gives the same answer',
})
/** Header of a write that may be sent again. No example: several writes tried in a page must not share one key. */
export const repeatable = { 'idempotency-key': Type.Optional(idempotencyKey) }
/** Header of a write that must not overwrite what its caller has not seen. */
export const guarded = {
  'if-match': Type.Optional(
    Type.String({ maxLength: 200, description: 'ETag that was read, or *', examples: ['*'] }),
  ),
}

/** A page of a list. */
export function listOf<T extends TSchema>(item: T) {
  return Strict({
    data: Type.Array(item),
    nextCursor: Type.Optional(Type.String({ description: 'Left out on the last page' })),
    count: Type.Optional(Type.Integer({ description: 'Only with ?count=true; capped at 10000' })),
  })
}

/** Query parameters of every list. */
export const pageFields = {
  cursor: Type.Optional(Type.String({ maxLength: 2000, description: 'nextCursor of the page before' })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 20 })),
  count: Type.Optional(Type.Boolean({ default: false, description: 'Also count, up to 10000' })),
}

const { count: _count, ...pages } = pageFields
/** The same for lists that are never counted. */
export const uncountedFields = pages

/** A legal date with what it means here. */
export const dayOf = (description: string, example: string) =>
  Type.Unsafe<string>({ ...LegalDate, description, examples: [example] })

export const ProblemBody = model(
  'Problem',
  Type.Object(
    {
      type: Type.String({ examples: ['/problems/NOT_FOUND'] }),
      title: Type.String(),
      status: Type.Integer(),
      detail: Type.Optional(Type.String()),
      instance: Type.Optional(Type.String()),
      code: Type.String({ description: 'Stable, for programs', examples: ['NOT_FOUND'] }),
      traceId: Type.String(),
      errors: Type.Optional(
        Type.Array(
          Strict({
            pointer: Type.String(),
            code: Type.String(),
            message: Type.String(),
            mend: Type.Optional(Type.String({ description: 'How to mend it, where a rule says (整改建议)' })),
          }),
        ),
      ),
      allowed: Type.Optional(Type.Array(Type.String(), { description: 'Actions that are allowed now' })),
    },
    { additionalProperties: true, description: 'Problem details (RFC 9457)' },
  ),
)

export const caseNoParam = Strict({
  caseNo: Type.String({
    minLength: 1,
    maxLength: 50,
    description: 'Number of the case (办件编号)',
    examples: ['5111022603021000019'],
  }),
})
