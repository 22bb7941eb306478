import { text } from './fields.js'
import { paper } from './materials.js'
import { byMatter } from './questions.js'

export const NAME_AND_PLACE = {
  tradeName: text('名称', '乐山市市中区示例商店'),
  address: text('住所（经营场所）', '四川省乐山市市中区示例路1号'),
}

export const NEW_CHANGE_CANCELLATION = byMatter('new', 'change', 'cancellation')

export const PREMISES = paper('premises-proof', '住所（经营场所）使用证明', 'Proof of the premises')
