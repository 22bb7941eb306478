import { type Static, Type } from 'typebox'
import { Strict } from '../../../http/schemas.js'
import { exampleCase } from '../case-examples.js'

const Part = Type.Record(Type.String({ maxLength: 100 }), Type.Unknown(), {
  maxProperties: 50,
  'x-parts': 3000,
})

const { form: _form, ...common } = exampleCase

export const TableBody = Strict(
  {
    common: {
      ...Part,
      description: 'What all have in common, of the members that `POST /v1/cases` takes (共同内容)',
    },
    rows: Type.Optional(
      Type.Array(Part, {
        minItems: 1,
        maxItems: 200,
        description:
          'What each says beyond it, merged member by member, lists entry by entry; `key` is by what a row is known again, its number when absent (各行内容)',
      }),
    ),
    csv: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 1_000_000,
        description:
          'The same as a table (RFC 4180): headings are paths, `key`, `form.businessName`, `parties.0.mobile`; lists of the form parted by `;` (CSV 表格)',
      }),
    ),
  },
  {
    examples: [
      {
        common,
        rows: [{ key: 'A-1', form: exampleCase.form, submit: false }],
      },
    ],
  },
)
export type TableBody = Static<typeof TableBody>

export const RowAnswer = Strict({
  row: Type.Integer({ description: 'Number of the row, from 1', examples: [1] }),
  key: Type.String({ examples: ['A-1'] }),
  status: Type.Integer({ description: 'As `POST /v1/cases` would answer it', examples: [201] }),
  replayed: Type.Optional(Type.Boolean({ description: 'It was taken in before, under the same key' })),
  case: Type.Optional(
    Strict({
      caseNo: Type.String(),
      queryCode: Type.String(),
      status: Type.String(),
      missing: Type.Array(Strict({ materialCode: Type.String(), name: Type.String() })),
    }),
  ),
  problem: Type.Optional(
    Strict({
      code: Type.String(),
      title: Type.String(),
      detail: Type.String(),
      errors: Type.Optional(
        Type.Array(Strict({ pointer: Type.String(), code: Type.String(), message: Type.String() })),
      ),
    }),
  ),
})
export type RowAnswer = Static<typeof RowAnswer>
