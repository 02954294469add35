/** How many files run at a time; each has a server and a city of its own, so that no file meets another's orders. */
export const workers = process.env.ONEDOOR_SCREENSHOTS ? 1 : 2
