<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:p="urn:p" xmlns:f="urn:f" exclude-result-prefixes="#all">
<xsl:output omit-xml-declaration="yes" indent="no"/>

<xsl:template match="/"><o><xsl:value-of select="deep-equal(//hund[1], //hund[1]), deep-equal(//hund[1], //hund[2]), count(//hund union //name), count(//* except //hund), name((//*)[last()]), index-of(//hund/@id, 'h2'), root(//b) is /, count((//hund, //hund)/.), reverse(//hund/@id), insert-before((1,2), 2, 9), remove((1,2,3), 2), subsequence((1,2,3,4), 2, 2), distinct-values((1, 1.0, 'a', 'a')), zero-or-one(()), lang('de', //b), node-name(//p:gebuehr[1]), namespace-uri(//p:gebuehr[1]), in-scope-prefixes(/*)[. = 'p'], resolve-QName('p:x', /*), local-name-from-QName(QName('u', 'a:b'))" separator="|"/></o></xsl:template>
</xsl:stylesheet>
