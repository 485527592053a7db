<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:p="urn:p" xmlns:f="urn:f" exclude-result-prefixes="#all">

<xsl:template match="/"><HTML><BODY><BR/><P>x</P></BODY></HTML></xsl:template>

</xsl:stylesheet>
