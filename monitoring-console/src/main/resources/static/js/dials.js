// Whether this desk has a telephone program that dials what is pressed. Where there is none, a browser that follows a number
// asks what to open it with, and takes no key for anything until that is answered.
const KEY = "tocsin-dials";

export const dials = () => localStorage.getItem(KEY) !== "no";
export const setDials = (yes) => (yes ? localStorage.removeItem(KEY) : localStorage.setItem(KEY, "no"));
