// Line drawings on a grid of 20 by 20, drawn for this page.
export const MENU = "M3 5h14M3 10h14M3 15h14";
export const CLOSE = "M5 5l10 10M15 5L5 15";
export const MORE = "M4 10h.01M10 10h.01M16 10h.01";
export const DOWN = "M5 8l5 5 5-5";
export const RIGHT = "M8 5l5 5-5 5";
export const BACK = "M12 5l-5 5 5 5";
export const SEND = "M3 10l14-6-5 13-3-5z";
export const REPLY = "M4 5h12v8H9l-4 3v-3H4z";
export const SMILE = "M10 3a7 7 0 100 14 7 7 0 000-14M7.5 8.5h.01M12.5 8.5h.01M7 12c1.5 2 4.500 2 6 0";
export const BOLT = "M11 2L4 11h5l-1 7 7-9h-5z";
export const SUN = "M10 6.500a3.500 3.500 0 100 7 3.500 3.500 0 000-7M10 2v1.500M10 16.500V18M2 10h1.500M16.500 10H18M4.300 4.300l1.100 1.100M14.600 14.600l1.100 1.100M4.300 15.700l1.100-1.100M14.600 5.400l1.100-1.100";
export const TRAFFIC = "M4 7h11M12 4l3 3-3 3M16 13H5M8 10l-3 3 3 3";
export const COMPASS = "M10 3a7 7 0 100 14 7 7 0 000-14M13 7l-1.800 4.200L7 13l1.800-4.200z";
export const CLOCK = "M10 3a7 7 0 100 14 7 7 0 000-14M10 6v4l2.500 2";
export const RESET = "M4 10a6 6 0 106-6H6M8.500 1.500L6 4l2.500 2.500";
export const CHECK = "M4 10.500l4 4 8-9";
export const COPY = "M7 7h9v9H7zM4 13V4h9";
