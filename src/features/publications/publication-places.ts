import { placingOf } from '../divisions/copied-places.js'
import { publications } from './publication-tables.js'

/** Copies anew where public content lies (重算公开内容区划); who published it stays. */
export const placePublications = placingOf(publications, {
  copies: ['division_code', 'divisions'],
  also: {
    tokens: `array(select word from unnest(t.tokens) word where word not like '=division:%')
      || array(select '=division:' || a from unnest(d.ancestors) a)`,
  },
})
