import { Type } from 'typebox'
import { part, Strict, Uuid } from '../../../shared/schema.js'

/** Members of the record of an item (实施清单), after the national exchange tables `up_task_general_*`. */

export const text = (maxLength = 2000) => Type.String({ minLength: 1, maxLength, pattern: '\\S' })
export const key = Type.String({ pattern: '^[A-Za-z][A-Za-z0-9-]{0,49}$' })
/** A code of a dictionary (字典): which are known is data, looked at by the checks before publication. */
export const dictionaryCode = (description: string) =>
  Type.String({ pattern: '^[0-9A-Za-z]{1,20}$', description })
export const Condition = Type.Unknown({
  description: 'JSON Logic over answers and applicant (条件)',
  'x-parts': 2000,
})
export const Url = Type.String({ pattern: '^https?://[^\\s]{1,500}$' })

/** A file that was uploaded; everybody may read it once a version that names it is published. */
export const FileReference = part('FileReference', Strict({ fileId: Uuid, name: text(200) }))

/** 待核对: as it is remembered, and not yet held against the text of the law. */
export const toVerify = Type.Optional(
  Type.Boolean({
    description: 'Not yet held against the text of the law: the guide says so (待核对)',
  }),
)

/** Who a part is for: some situations, a condition over answers and applicant, or both; absent: everybody. */
export const bound = {
  situations: Type.Optional(
    Type.Array(key, {
      minItems: 1,
      maxItems: 50,
      description: 'Keys of situations, as of a variant (适用情形); absent: all',
    }),
  ),
  when: Type.Optional(Condition),
}
