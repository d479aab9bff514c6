// Times in the reader's zone.

import { onPrepare } from "./page.js";

// "November 30, 2026, 14:31 (UTC+01:00)", as the server writes it for UTC.
function absolute(moment, dayAlone) {
  const day = moment.toLocaleDateString("en-US", { year: "numeric", month: "long", day: "numeric" });
  if (dayAlone) return day;
  const clock = moment.toLocaleTimeString("en-US", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const offset = -moment.getTimezoneOffset();
  const [hours, minutes] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60];
  const parts = [hours, minutes].map((part) => String(part).padStart(2, "0")).join(":");
  return `${day}, ${clock} (UTC${offset ? (offset > 0 ? "+" : "-") + parts : ""})`;
}

function showLocally(time) {
  const text = absolute(new Date(time.dateTime), time.dataset.local === "day");
  if ("local" in time.dataset) time.textContent = text;
  else time.title = `${text}; ${time.title}`;
}

onPrepare((root) => {
  for (const time of root.querySelectorAll("time[datetime]")) showLocally(time);
});
