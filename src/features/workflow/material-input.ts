import { type Static, Type } from 'typebox'
import { part, SAID, Strict, strEnum, Uuid } from '../../shared/schema.js'

const SOURCES = ['upload', 'paper', 'licence', 'register', 'dossier', 'commitment', 'deferred'] as const

/** A material as it is handed in; the same shape in POST /v1/cases and in transitions. */
export const MaterialInput = part(
  'MaterialInput',
  Strict({
    materialCode: Type.String({ minLength: 1, maxLength: 50, examples: ['approval-form'] }),
    source: strEnum(SOURCES, { examples: ['paper'] }),
    copies: Type.Optional(Type.Integer({ minimum: 0, maximum: 999 })),
    fileId: Type.Optional(Uuid),
    licence: Type.Optional(
      Strict({ type: Type.String({ maxLength: 50 }), number: Type.String({ minLength: 1, maxLength: 100 }) }),
    ),
    reference: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 100,
        pattern: SAID,
        description: 'Of the look-up in a shared register or a dossier (核验编号)',
      }),
    ),
  }),
)
export type MaterialInput = Static<typeof MaterialInput>

export const Materials = Type.Array(MaterialInput, {
  minItems: 1,
  maxItems: 200,
  examples: [[{ materialCode: 'approval-form', source: 'paper' }]],
})
