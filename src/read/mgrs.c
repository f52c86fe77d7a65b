/* SPDX-License-Identifier: Apache-2.0
 *
 * MGRS, the Military Grid Reference System, on WGS84 (NGA.SIG.0012, 2014).
 *
 *     42 S  WD  19488 25193
 *     |  |  |   |     +---- northing in the square
 *     |  |  |   +---------- easting in the square: 0 to 5 digits each, 100 km down to 1 m
 *     |  |  +-------------- the square of 100 km: column, row
 *     |  +----------------- band of 8 degrees of latitude, C to X without I and O
 *     +-------------------- UTM zone; none, and A, B, Y or Z for the band, near the poles (UPS)
 *
 * G1  Between 80 S and 84 N the grid is transverse Mercator, computed with the Krueger series to
 *     n^4 (Karney, "Transverse Mercator with an accuracy of a few nanometers", 2011, eqs. 7 to
 *     36): under a micrometre.
 * G2  Rows repeat every 2,000 km; the one that meets the band is meant. A square that does not
 *     meet its band is refused; a point past the edge of its band but in a square that meets it
 *     is taken.
 * G3  Letters may be in either case; blanks may stand between the groups.
 * G4  Positions are rounded to 1e-9 degrees (0.1 mm), so that no later step sees more.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "read/library.h"

#define DEGREES_PER_RADIAN 57.295779513082320876798154814105
#define EQUATOR_METRES 6378137.0
#define FLATTENING (1 / 298.257223563)
#define UTM_SCALE 0.9996
#define UPS_SCALE 0.994
#define UTM_FALSE_EASTING 500000.0
#define UPS_FALSE_ORIGIN 2000000.0
#define SQUARE_METRES 100000.0
#define ROW_CYCLE_METRES 2000000.0

enum { TERMS = 4, ROWS = 20, MAX_DIGITS = 5, MAX_CHARACTERS = 15 };

static const char bands[] = "CDEFGHJKLMNPQRSTUVWX";
static const char rows[] = "ABCDEFGHJKLMNPQRSTUV";
static const char columns[3][9] = {"ABCDEFGH", "JKLMNPQR", "STUVWXYZ"};

typedef struct projection {
    double eccentricity;
    double radius; /* of the rectifying sphere, scaled */
    double alpha[TERMS], beta[TERMS];
} projection;

static projection
utm_projection(void)
{
    double n = FLATTENING / (2 - FLATTENING);
    double n2 = n * n, n3 = n2 * n, n4 = n2 * n2;
    return (projection){
        .eccentricity = sqrt(FLATTENING * (2 - FLATTENING)),
        .radius = UTM_SCALE * EQUATOR_METRES / (1 + n) * (1 + n2 / 4 + n4 / 64),
        .alpha = {n / 2 - 2 * n2 / 3 + 5 * n3 / 16 + 41 * n4 / 180,
                  13 * n2 / 48 - 3 * n3 / 5 + 557 * n4 / 1440, 61 * n3 / 240 - 103 * n4 / 140,
                  49561 * n4 / 161280},
        .beta = {n / 2 - 2 * n2 / 3 + 37 * n3 / 96 - n4 / 360, n2 / 48 + n3 / 15 - 437 * n4 / 1440,
                 17 * n3 / 480 - 37 * n4 / 840, 4397 * n4 / 161280},
    };
}

/* Tangent of the conformal latitude from that of the latitude (Karney 2011, eqs. 7 and 9). */
static double
conformal_tangent(double tau, double e)
{
    double sigma = sinh(e * atanh(e * tau / hypot(1, tau)));
    return hypot(1, sigma) * tau - sigma * hypot(1, tau);
}

/* And back, by Newton's method (Karney 2011, eqs. 19 to 21); three steps reach the last digit. */
static double
geographic_tangent(double tau_conformal, double e)
{
    double one_less_e2 = 1 - e * e;
    double tau = tau_conformal / one_less_e2;
    for (int step = 0; step < 6; step++) {
        double at = conformal_tangent(tau, e);
        tau += (tau_conformal - at) / hypot(1, at) * (1 + one_less_e2 * tau * tau) /
               (one_less_e2 * hypot(1, tau));
    }
    return tau;
}

/* Metres from the equator and from the central meridian, which `longitude` counts from; in
 * radians. */
static void
project(double latitude, double longitude, double *east, double *north)
{
    projection p = utm_projection();
    double tau = conformal_tangent(tan(latitude), p.eccentricity);
    double xi = atan2(tau, cos(longitude));
    double eta = asinh(sin(longitude) / hypot(tau, cos(longitude)));
    double xi_sum = xi, eta_sum = eta;
    for (int j = 1; j <= TERMS; j++) {
        xi_sum += p.alpha[j - 1] * sin(2 * j * xi) * cosh(2 * j * eta);
        eta_sum += p.alpha[j - 1] * cos(2 * j * xi) * sinh(2 * j * eta);
    }
    *east = p.radius * eta_sum;
    *north = p.radius * xi_sum;
}

static void
unproject(double east, double north, double *latitude, double *longitude)
{
    projection p = utm_projection();
    double xi = north / p.radius, eta = east / p.radius;
    double xi_sum = xi, eta_sum = eta;
    for (int j = 1; j <= TERMS; j++) {
        xi_sum -= p.beta[j - 1] * sin(2 * j * xi) * cosh(2 * j * eta);
        eta_sum -= p.beta[j - 1] * cos(2 * j * xi) * sinh(2 * j * eta);
    }
    double tau = sin(xi_sum) / hypot(sinh(eta_sum), cos(xi_sum));
    *latitude = atan(geographic_tangent(tau, p.eccentricity));
    *longitude = atan2(sinh(eta_sum), cos(xi_sum));
}

static double
rounded_degrees(double radians)
{
    return (double)llround(radians * DEGREES_PER_RADIAN * 1e9) / 1e9;
}

/* ---- reading ---- */

typedef struct grid_text {
    int zone; /* 0 near the poles */
    char band, column, row;
    double easting, northing; /* of the centre of the cell, from the square's corner, metres */
} grid_text;

static bool
is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Upper case without blanks into `out`; bit i of *blanks says that one stood before out[i]. False
 * when something else than letters, digits and blanks is found, or more than MAX_CHARACTERS of
 * them. */
static bool
squeeze(const char *text, char out[MAX_CHARACTERS + 1], uint32_t *blanks)
{
    int length = 0;
    *blanks = 0;
    for (const char *c = text; *c != '\0'; c++) {
        if (*c == ' ') {
            *blanks |= UINT32_C(1) << length;
            continue;
        }
        bool is_small = *c >= 'a' && *c <= 'z';
        char upper = is_small ? (char)(*c - 'a' + 'A') : *c;
        if (length == MAX_CHARACTERS || !(is_digit(upper) || (upper >= 'A' && upper <= 'Z'))) {
            return false;
        }
        out[length++] = upper;
    }
    out[length] = '\0';
    return true;
}

static double
read_offset(const char *digits, int count)
{
    double value = 0, cell = SQUARE_METRES;
    for (int i = 0; i < count; i++) {
        value = value * 10 + (digits[i] - '0');
        cell /= 10;
    }
    return (value + 0.5) * cell; /* the centre of the cell */
}

static bool
read_grid_text(const char *text, grid_text *grid)
{
    char squeezed[MAX_CHARACTERS + 1];
    uint32_t blanks;
    if (!squeeze(text, squeezed, &blanks)) {
        return false;
    }
    *grid = (grid_text){0};
    int band_at = 0;
    while (band_at < 2 && is_digit(squeezed[band_at])) {
        grid->zone = grid->zone * 10 + (squeezed[band_at++] - '0');
    }
    if (grid->zone > 60 || (band_at > 0 && grid->zone == 0)) {
        return false;
    }
    for (int i = band_at; i < band_at + 3; i++) {
        if (squeezed[i] < 'A') { /* a digit, or the end */
            return false;
        }
    }
    grid->band = squeezed[band_at];
    grid->column = squeezed[band_at + 1];
    grid->row = squeezed[band_at + 2];
    const char *numbers = squeezed + band_at + 3;
    int count = (int)strspn(numbers, "0123456789");
    int half = count / 2;
    if (numbers[count] != '\0' || count % 2 != 0 || half > MAX_DIGITS) {
        return false;
    }
    const int gaps[] = {
        0, band_at, band_at + 1, band_at + 3, band_at + 3 + half, band_at + 3 + count};
    for (size_t i = 0; i < sizeof gaps / sizeof gaps[0]; i++) {
        blanks &= ~(UINT32_C(1) << gaps[i]);
    }
    grid->easting = read_offset(numbers, half);
    grid->northing = read_offset(numbers + half, half);
    return blanks == 0;
}

/* G2: whether the square with this lower left corner meets the band. */
static bool
square_meets_band(double east, double north, int band)
{
    double low = 90, high = -90;
    for (int corner = 0; corner < 4; corner++) {
        double latitude, longitude;
        unproject(east + (corner % 2) * SQUARE_METRES, north + (corner / 2) * SQUARE_METRES,
                  &latitude, &longitude);
        low = fmin(low, latitude * DEGREES_PER_RADIAN);
        high = fmax(high, latitude * DEGREES_PER_RADIAN);
    }
    double begin = -80.0 + 8.0 * band;
    double end = band == (int)sizeof bands - 2 ? 84.0 : begin + 8;
    return high > begin && low < end;
}

static bool
utm_to_degrees(const grid_text *grid, double *latitude, double *longitude)
{
    const char *band_at = strchr(bands, grid->band);
    const char *row_at = strchr(rows, grid->row);
    const char *column_set = columns[(grid->zone - 1) % 3];
    const char *column_at = strchr(column_set, grid->column);
    if (band_at == NULL || row_at == NULL || column_at == NULL) {
        return false;
    }
    int row = (int)(row_at - rows);
    if (grid->zone % 2 == 0) {
        row = (row + ROWS - 5) % ROWS;
    }
    double east = (double)(column_at - column_set + 1) * SQUARE_METRES - UTM_FALSE_EASTING;
    for (int cycle = -5; cycle < 5; cycle++) {
        double north = row * SQUARE_METRES + cycle * ROW_CYCLE_METRES;
        if (!square_meets_band(east, north, (int)(band_at - bands))) {
            continue;
        }
        double phi, lambda;
        unproject(east + grid->easting, north + grid->northing, &phi, &lambda);
        lambda += (6.0 * grid->zone - 183.0) / DEGREES_PER_RADIAN;
        *latitude = rounded_degrees(phi);
        *longitude = remainder(rounded_degrees(lambda), 360.0);
        return true;
    }
    return false;
}

/* The four half-discs of the poles: their letters and where their squares begin, in squares. */
static const struct {
    char band;
    const char *columns, *rows;
    int first_column, first_row;
} polar[] = {
    {'A', "JKLPQRSTUXYZ", "ABCDEFGHJKLMNPQRSTUVWXYZ", 8, 8},
    {'B', "ABCFGHJKLPQR", "ABCDEFGHJKLMNPQRSTUVWXYZ", 20, 8},
    {'Y', "RSTUXYZ", "ABCDEFGHJKLMNP", 13, 13},
    {'Z', "ABCFGHJ", "ABCDEFGHJKLMNP", 20, 13},
};

/* Polar stereographic, back (Snyder, Map Projections, 1987, eqs. 21-33 to 21-39). */
static void
ups_to_degrees(double east, double north, bool is_north, double *latitude, double *longitude)
{
    double e = sqrt(FLATTENING * (2 - FLATTENING));
    double scale = 2 * EQUATOR_METRES * UPS_SCALE / sqrt(pow(1 + e, 1 + e) * pow(1 - e, 1 - e));
    double t = hypot(east, north) / scale;
    double phi = 90 / DEGREES_PER_RADIAN;
    if (t > 0) {
        phi = atan(geographic_tangent((1 / t - t) / 2, e));
    }
    *latitude = rounded_degrees(is_north ? phi : -phi);
    *longitude = rounded_degrees(atan2(east, is_north ? -north : north));
}

static bool
polar_to_degrees(const grid_text *grid, double *latitude, double *longitude)
{
    for (size_t i = 0; i < sizeof polar / sizeof polar[0]; i++) {
        if (polar[i].band != grid->band) {
            continue;
        }
        const char *column_at = strchr(polar[i].columns, grid->column);
        const char *row_at = strchr(polar[i].rows, grid->row);
        if (column_at == NULL || row_at == NULL) {
            return false;
        }
        int column = (int)(column_at - polar[i].columns) + polar[i].first_column;
        int row = (int)(row_at - polar[i].rows) + polar[i].first_row;
        ups_to_degrees(column * SQUARE_METRES + grid->easting - UPS_FALSE_ORIGIN,
                       row * SQUARE_METRES + grid->northing - UPS_FALSE_ORIGIN, grid->band >= 'Y',
                       latitude, longitude);
        return true;
    }
    return false;
}

bool
mst_mgrs_to_degrees(const char *text, double *latitude, double *longitude)
{
    grid_text grid;
    if (!read_grid_text(text, &grid)) {
        return false;
    }
    return grid.zone == 0 ? polar_to_degrees(&grid, latitude, longitude)
                          : utm_to_degrees(&grid, latitude, longitude);
}

/* ---- writing ---- */

/* The zone, with the wider ones of south-west Norway and Svalbard. */
static int
zone_of(double longitude, int band)
{
    int zone = (int)floor((longitude + 180) / 6) + 1;
    if (bands[band] == 'V' && zone == 31 && longitude >= 3) {
        return 32;
    }
    if (bands[band] == 'X' && longitude >= 0 && longitude < 42) {
        return longitude < 9 ? 31 : longitude < 21 ? 33 : longitude < 33 ? 35 : 37;
    }
    return zone;
}

bool
mst_mgrs_from_degrees(double latitude, double longitude, char *text)
{
    if (!(latitude >= -80 && latitude <= 84) || !isfinite(longitude)) {
        return false;
    }
    longitude = remainder(longitude, 360.0);
    if (longitude >= 180) {
        longitude -= 360;
    }
    int band = (int)fmin(floor((latitude + 80) / 8), (double)sizeof bands - 2);
    int zone = zone_of(longitude, band);
    double east, north;
    project(latitude / DEGREES_PER_RADIAN, (longitude - (6.0 * zone - 183.0)) / DEGREES_PER_RADIAN,
            &east, &north);
    /* Whole metres below, after rounding to a micrometre so that noise does not cost a metre. */
    int64_t east_metres = (int64_t)floor((double)llround(east * 1e6) / 1e6) + 500000;
    int64_t north_metres = (int64_t)floor((double)llround(north * 1e6) / 1e6) + 10000000;
    int column = (int)(east_metres / 100000) - 1;
    int row = (int)(north_metres / 100000 % ROWS);
    row = (zone % 2 == 0 ? row + 5 : row) % ROWS;
    snprintf(text, 24, "%u%c%c%c%05u%05u", (unsigned)zone % 100u, bands[band],
             columns[(zone - 1) % 3][column], rows[row], (unsigned)(east_metres % 100000) % 100000u,
             (unsigned)(north_metres % 100000) % 100000u);
    return true;
}
