import type { ItemDocument } from '../../src/features/catalogue/item-document.js'
import type { ApplicantType } from '../../src/features/catalogue/questions/checklist.js'

/** Who may apply for an item, by its audiences (服务对象). */
export const applicantTypes = ({ audiences }: ItemDocument): ApplicantType[] => [
  ...(audiences.includes('1') ? (['natural'] as const) : []),
  ...(audiences.some((audience) => audience !== '1') ? (['legal'] as const) : []),
]

/** The required fields of a form, each with its first example. */
export function exampleForm({ form }: ItemDocument): Record<string, unknown> {
  const { properties, required } = form.schema as {
    properties: Record<string, { examples: unknown[] }>
    required: string[]
  }
  return Object.fromEntries(required.map((name) => [name, properties[name]?.examples[0]]))
}
