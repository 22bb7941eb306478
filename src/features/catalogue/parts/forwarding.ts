import { Type } from 'typebox'
import { part, Strict } from '../../../shared/schema.js'
import { text } from './fields.js'

/**
 * Of an item that a lower organ only examines (初审转报): who decides, by which law. Forwarding is lawful only where a law puts
 * the examination below and the decision above (行政许可法 Art. 35).
 */
export const ForwardsTo = part(
  'ForwardsTo',
  Strict({
    organisation: Type.String({
      minLength: 1,
      maxLength: 50,
      description: 'Code of the organ above that decides (有权决定的上级机关)',
    }),
    itemCode: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 50,
        description: 'Its item under which it takes the file in, where it is known (上级事项编码)',
      }),
    ),
    basis: Type.Unsafe<string>({
      ...text(500),
      description: 'The law that puts the examination here and the decision there (先审后报的依据)',
    }),
  }),
)
