import { placingOf } from '../divisions/copied-places.js'
import { ratings } from './rating-tables.js'

/** Copies anew where the organs of ratings lie (重算评价区划). */
export const placeRatings = placingOf(ratings, {
  copies: ['organisation_code', 'divisions'],
  also: {
    organs: `array(select distinct code
      from unnest(array_append(array_remove(t.organs, batch.organisation_code), x.code)) code)`,
  },
})
