// Keys of municipalities: AGS (8 digits) and ARS (12 digits).

/** Whether it has the form of an Amtlicher Gemeindeschlüssel. Whether the key exists only the hub knows. */
export function isAgs(text) {
  return /^\d{8}$/.test(text);
}

/** Whether it has the form of an Amtlicher Regionalschlüssel. */
export function isArs(text) {
  return /^\d{12}$/.test(text);
}

/** The AGS of the same municipality: digits 6 to 9, the association, left out. */
export function agsOfArs(ars) {
  return isArs(ars) ? ars.slice(0, 5) + ars.slice(9) : undefined;
}

/** The AGS of an area, taken from the ARS if need be. */
export function ags(area) {
  return area.ags ?? (area.ars == null ? undefined : agsOfArs(area.ars));
}
