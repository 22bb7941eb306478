import { text } from './fields.js'
import { certificate, inSituations } from './materials.js'
import { byMatter } from './questions.js'

export const SHOP = {
  shop: text('单位名称', '乐山示例经营部', { from: ['legalEntities', 'name'] }),
  address: text('经营地址', '乐山市市中区示例路10号', { from: ['legalEntities', 'address'] }),
}

export const ALL_MATTERS = byMatter('new', 'change', 'renewal', 'cancellation')

/** Whoever changes, renews or gives back a licence brings it along. */
export const oldLicence = (name: string, matters = ['change', 'renewal', 'cancellation']) =>
  inSituations(
    matters,
    certificate('old-licence', name, 'The licence', { originality: 'original', copies: 0 }),
  )
