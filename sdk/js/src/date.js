// Days and instants. A day is a text as `2026-03-02`: it compares and prints as it should.

import * as host from "./host.js";

const DAY = 86400;

const isLeap = (year) => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);

/** 28 to 31. */
export function daysInMonth(year, month) {
  return month === 2 ? (isLeap(year) ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** The day, or `undefined` if there is none. Years 1 to 9999. */
export function of(year, month, day) {
  if (!(year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month))) {
    return undefined;
  }
  const two = (number) => (number < 10 ? `0${number}` : number);
  return `${year > 999 ? year : String(year).padStart(4, "0")}-${two(month)}-${two(day)}`;
}

/** Whether a text is a day as `2026-03-02`. */
export function isDate(text) {
  return text.length === 10 && of(...parts(text)) === text;
}

/** `[2026, 3, 2]` */
export function parts(date) {
  return [Number(date.slice(0, 4)), Number(date.slice(5, 7)), Number(date.slice(8, 10))];
}

/** Days since 1970-01-01. Years are counted from March, so that the leap day is the last one. */
export function dayNumber(date) {
  const [year, month, day] = parts(date);
  const shifted = month <= 2 ? year - 1 : year;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  return shifted * 365 + Math.floor(shifted / 4) - Math.floor(shifted / 100) + Math.floor(shifted / 400) + dayOfYear - 719468;
}

/** The other way round; `undefined` outside the years 1 to 9999. */
export function fromDayNumber(number) {
  const days = number + 719468;
  const era = Math.floor(days / 146097);
  const dayOfEra = days - era * 146097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36524) - Math.floor(dayOfEra / 146096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const fromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const month = ((fromMarch + 2) % 12) + 1;
  const day = dayOfYear - Math.floor((153 * fromMarch + 2) / 5) + 1;
  return of(era * 400 + yearOfEra + (month <= 2 ? 1 : 0), month, day);
}

/** 1 for Monday to 7 for Sunday. */
export function weekday(date) {
  return ((((dayNumber(date) + 3) % 7) + 7) % 7) + 1;
}

/** As German forms write it: `02.03.2026`. */
export function german(date) {
  return `${date.slice(8, 10)}.${date.slice(5, 7)}.${date.slice(0, 4)}`;
}

/** Reads `02.03.2026`; also `2.3.2026`. */
export function parseGerman(text) {
  const match = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(text);
  return match === null ? undefined : of(Number(match[3]), Number(match[2]), Number(match[1]));
}

/**
 * The same day so many months later, or the last day of that month if it is shorter (BGB § 188
 * paragraph 3). `undefined` outside the years 1 to 9999.
 */
export function addMonths(date, months) {
  const [year, month, day] = parts(date);
  const count = year * 12 + month - 1 + months;
  const [newYear, newMonth] = [Math.floor(count / 12), (((count % 12) + 12) % 12) + 1];
  return of(newYear, newMonth, Math.min(day, daysInMonth(newYear, newMonth)));
}

/** So many days later; earlier if negative. `undefined` outside the years 1 to 9999. */
export function addDays(date, days) {
  return fromDayNumber(dayNumber(date) + days);
}

/** Days from one date to another; negative if `to` is the earlier one. */
export function daysBetween(from, to) {
  return dayNumber(to) - dayNumber(from);
}

/**
 * Whole years from a birthday to a day, as BGB § 187 paragraph 2 and § 188 count them; negative
 * before the birthday.
 */
export function ageInYears(born, on) {
  const years = Number(on.slice(0, 4)) - Number(born.slice(0, 4));
  return on.slice(5) < born.slice(5) ? years - 1 : years;
}

/** Wall clock of Europe/Berlin: `{ date, hour, minute, second }`. Outside the years 1 to 9999: 1970-01-01. */
export function local(instant) {
  const seconds = Number(instant.seconds) + instant.utcOffsetSeconds;
  const number = Math.floor(seconds / DAY);
  const ofDay = seconds - number * DAY;
  return {
    date: fromDayNumber(number) ?? "1970-01-01",
    hour: Math.floor(ofDay / 3600),
    minute: Math.floor(ofDay / 60) % 60,
    second: ofDay % 60,
  };
}

// Rules ask again and again.
let lastSeconds;
let lastDay;

/** Day on which the hub first received the message, in Europe/Berlin. */
export function today() {
  const now = host.now();
  const seconds = Number(now.seconds) + now.utcOffsetSeconds;
  if (seconds !== lastSeconds) {
    lastSeconds = seconds;
    lastDay = local(now).date;
  }
  return lastDay;
}

/**
 * Midnight at the beginning of a day, in Europe/Berlin. Summer time is from the last Sunday in March
 * to the last Sunday in October, 01:00 UTC (EU directive 2000/84/EC).
 */
export function fromLocal(date) {
  const year = date.slice(0, 4);
  const lastSunday = (month) => dayNumber(`${year}-${month}-31`) - (weekday(`${year}-${month}-31`) % 7);
  const number = dayNumber(date);
  const utcOffsetSeconds = lastSunday("03") < number && number <= lastSunday("10") ? 7200 : 3600;
  return { seconds: number * DAY - utcOffsetSeconds, nanoseconds: 0, utcOffsetSeconds };
}

/** ISO 8601 with offset, for example `2026-03-02T08:00:00+01:00`. */
export function iso(instant) {
  const two = (number) => String(number).padStart(2, "0");
  const at = local(instant);
  const offset = Math.abs(instant.utcOffsetSeconds) / 60;
  const sign = instant.utcOffsetSeconds < 0 ? "-" : "+";
  const time = `${two(at.hour)}:${two(at.minute)}:${two(at.second)}`;
  return `${at.date}T${time}${sign}${two(Math.floor(offset / 60))}:${two(offset % 60)}`;
}
