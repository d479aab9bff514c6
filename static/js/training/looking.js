// A page that stays open asks again what it shows.

// The answer, or null for none that can be shown. Where the reader was signed out, is no longer
// allowed or the class was deleted, the page is loaded anew: it says so.
export async function lookAgain(url) {
  const response = await fetch(url, { cache: "no-store", headers: { Accept: "text/html" } });
  if (response.redirected || response.status === 403 || response.status === 404) {
    location.reload();
    return null;
  }
  return response.ok ? response : null;
}
