import type { ItemDocument } from '../item-document.js'

type Variant = NonNullable<ItemDocument['variants']>[number]

/** The variant (业务办理项) to which a situation belongs; undefined where the item has none. */
export const variantOf = (document: ItemDocument, situation: string | undefined): Variant | undefined =>
  document.variants?.find(({ situations }) => situation !== undefined && situations.includes(situation))

/** How it is handled in a situation (办件类型): as its variant says, else as the item does. */
export const handlingIn = (document: ItemDocument, situation: string | undefined): ItemDocument['handling'] =>
  variantOf(document, situation)?.handling ?? document.handling

export type StatutoryLimit = Exclude<ItemDocument['limits']['statutory'], { none: string }>

/** The statutory limit (法定时限); undefined where no law sets one. */
export const statutoryOf = ({
  statutory,
}: Pick<ItemDocument['limits'], 'statutory'>): StatutoryLimit | undefined =>
  'none' in statutory ? undefined : statutory

/** The limits that hold in a situation: those of its variant, where it has its own. */
export const limitsIn = (document: ItemDocument, situation: string | undefined): ItemDocument['limits'] =>
  variantOf(document, situation)?.limits ?? document.limits
